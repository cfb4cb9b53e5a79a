//! Words that every page uses.

use super::texts;

texts! {
    /// Buttons, navigation and sentences of the shell.
    pub enum Common {
        Product: "学会通", "Societas";
        SkipToContent: "跳到正文", "Skip to content";
        SignIn: "登录", "Sign in";
        SignOut: "注销登录", "Sign out";
        Workbench: "工作台", "Workbench";
        Save: "保存", "Save";
        Saved: "已保存", "Saved";
        SaveDraft: "临时保存", "Save draft";
        Submit: "提交", "Submit";
        Cancel: "取消", "Cancel";
        Close: "关闭", "Close";
        Add: "添加", "Add";
        Edit: "编辑", "Edit";
        Delete: "删除", "Delete";
        Search: "搜索", "Search";
        Reset: "重置", "Reset";
        Yes: "是", "Yes";
        No: "否", "No";
        Required: "必填", "required";
        Optional: "选填", "optional";
        Loading: "正在加载", "Loading";
        Retry: "重试", "Try again";
        PageWaits: "网络不通，正在继续尝试打开页面", "No connection; still trying to open the page";
        State: "状态", "State";
        Operation: "操作", "Actions";
        UpdatedAt: "更新时间", "Updated";
        Total: "共 {0} 条", "{0} in all";
        Page: "第 {0} / {1} 页", "Page {0} of {1}";
        Previous: "上一页", "Previous";
        Next: "下一页", "Next";
        Choose: "请选择", "Please choose";
        All: "全部", "All";
        None: "无", "None";
        Language: "语言", "Language";
        Theme: "外观", "Theme";
        ThemeAuto: "跟随系统", "System";
        ThemeLight: "浅色", "Light";
        ThemeDark: "深色", "Dark";
        Menu: "菜单", "Menu";
        Me: "我", "Me";
        SwitchUnit: "切换单位", "Switch unit";
        NotFoundTitle: "没有找到页面", "Page not found";
        NotFoundBody: "该内容可能已被删除，或您无权查看。", "It may have been deleted, or it is not yours to see.";
        ToWorkbench: "回到工作台", "Go to the workbench";
        UnsavedLeave: "有未保存的内容，确定离开吗？", "There are unsaved changes. Leave anyway?";
        FilesAwaited: "文件还在上传，传完后自动继续", "Files are still on their way; this goes on once they have come";
        FilesMissing: "有文件没有传上去，请重新选择后再继续", "A file did not arrive; choose it again, then go on";
        Timeline: "办理过程", "Timeline";
        Opinion: "意见", "Opinion";
        Breadcrumb: "当前位置", "You are here";
        Pages: "分页", "Pages";
        SessionTitle: "登录已失效", "You were signed out";
        SessionBody: "填写的内容仍在本页，重新登录后继续保存。", "What you typed is still on this page: sign in again and go on saving.";
        SessionElsewhere: "在新窗口登录", "Sign in in a new window";
        SessionDone: "已重新登录，请继续", "Signed in again; please go on";
    }
}
